/** The one exception that leaves a module, and the list of its codes. */
package io.millrace.executor.error;

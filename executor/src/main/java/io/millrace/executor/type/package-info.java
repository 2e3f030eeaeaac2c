/** Types of columns, and how each is stored. */
package io.millrace.executor.type;

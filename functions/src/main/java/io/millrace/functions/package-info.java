/** What generated kernels call at run time. */
package io.millrace.functions;

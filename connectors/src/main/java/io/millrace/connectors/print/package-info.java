/** A sink that writes every change as a line of text: to look at a query by eye. */
package io.millrace.connectors.print;

/** CSV after RFC 4180. */
package io.millrace.connectors.format.csv;

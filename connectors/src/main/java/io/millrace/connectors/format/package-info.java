/** Raw records, what formats are to connectors, and the conversion of texts to values that formats share. */
package io.millrace.connectors.format;

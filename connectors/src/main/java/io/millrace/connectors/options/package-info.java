/** Options as users write them in {@code WITH (...)}: declared once, read to typed values, explained when wrong. */
package io.millrace.connectors.options;

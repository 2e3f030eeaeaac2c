/** What a source of rows is to the engine. Connectors implement this; the engine knows none of them. */
package io.millrace.executor.connector;

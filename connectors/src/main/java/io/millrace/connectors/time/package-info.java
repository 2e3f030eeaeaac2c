/** The one clock that sources see. */
package io.millrace.connectors.time;

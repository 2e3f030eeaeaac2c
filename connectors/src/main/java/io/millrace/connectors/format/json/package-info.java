/** JSON: one object a record. */
package io.millrace.connectors.format.json;

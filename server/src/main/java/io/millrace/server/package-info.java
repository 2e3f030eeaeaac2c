/** Catalog, sessions, statements and the wire; joins planner, executor and connectors. */
package io.millrace.server;

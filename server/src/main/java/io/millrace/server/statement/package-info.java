/** What each kind of statement does: definitions change the catalog and the circuit, queries and writes go to the circuit. */
package io.millrace.server.statement;

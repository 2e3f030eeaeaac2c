/**
 * Relations whose content is kept, stored tables and views, and what writes to stored tables go through before a tick takes them: keys,
 * constraints, and the changes that are accepted and not shown yet.
 */
package io.millrace.executor.circuit.table;

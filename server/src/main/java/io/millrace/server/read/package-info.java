/** Reading what is there: ad hoc queries run by the executor's own operators on one tick's snapshot, and point lookups. */
package io.millrace.server.read;

/** Values made of values (arrays, multisets, maps, rows) as byte strings that compare and are equal as the values are. */
package io.millrace.executor.nested;

/** As-of joins, kept up to date: both sides' rows in order within each key, and which right row each left row found. */
package io.millrace.executor.operator.asof;

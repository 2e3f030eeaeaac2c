/** Random queries over random changes: what nobody thought of writing down. */
package io.millrace.server.random;

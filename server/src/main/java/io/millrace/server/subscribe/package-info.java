/** Reading what changes: results that stay open and give each tick's delta as it is published. */
package io.millrace.server.subscribe;

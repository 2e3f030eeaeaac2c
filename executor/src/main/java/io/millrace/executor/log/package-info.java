/**
 * The tick log: what each tick took that cannot be read again from elsewhere, in checksummed records that a restart replays.
 * Knows files, and nothing of how a tick runs.
 */
package io.millrace.executor.log;

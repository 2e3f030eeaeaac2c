/** Sources, sinks and formats behind the executor's connector interfaces. */
package io.millrace.connectors;

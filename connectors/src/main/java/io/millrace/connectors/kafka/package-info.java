/** Kafka topics: read by assignment, without consumer groups; offsets are the engine's. */
package io.millrace.connectors.kafka;

/**
 * A real Kafka broker for tests, in a JVM of its own: {@link io.millrace.connectors.kafka.broker.KafkaBroker} starts,
 * stops, kills and restarts it. Test scope only; the broker's class path never becomes ours.
 */
@NullMarked
package io.millrace.connectors.kafka.broker;

import org.jspecify.annotations.NullMarked;

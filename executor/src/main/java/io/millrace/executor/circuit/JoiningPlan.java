package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.GraphBuilder;
import io.millrace.executor.circuit.graph.ViewState;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.connector.Positions;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What is to join a circuit, and what that means.
 *
 * @param state the view or subscription
 * @param built its nodes
 * @param activations streams that shall be read from these positions on from now, if nobody reads them yet; their earlier
 *     history is caught up with. Other unread streams are begun at their start when the view is in
 * @param activator begins to read a stream
 * @param joined called when the nodes are part of the graph, between two ticks, with the last tick
 * @param brake waits while the receiver cannot take more, and throws if the creation was cancelled; called on the
 *     joining thread only, with what tells whether the running circuit begins to wait for this plan
 */
record JoiningPlan(
        ViewState state,
        GraphBuilder built,
        Map<String, Positions> activations,
        BiConsumer<StreamRelation, Positions> activator,
        LongConsumer joined,
        Consumer<BooleanSupplier> brake) {
    void activate(StreamRelation stream, Positions from) {
        activator.accept(stream, from);
    }

    void onJoined(long tick) {
        joined.accept(tick);
    }

    void brakeIfNeeded(BooleanSupplier pressed) {
        brake.accept(pressed);
    }
}

package io.millrace.executor.state;

import org.jspecify.annotations.Nullable;

/**
 * A B+ tree of keys with a weight each, ordered by partition (a group's slot, say), then by an order-preserving long,
 * then, where that is not the whole value, by what a reference stands for. A key is there while its weight is not 0;
 * weights may be negative in between. Every node keeps the summed weight of each child, so ranks cost a descent too.
 *
 * <p>Shape: nodes of up to {@link #CAPACITY} entries, at least a quarter full but for the root; an entry of an inner node
 * repeats the first key of its child. Adding, {@link #first} and {@link #last} cost O(log keys) comparisons and allocate
 * nothing but nodes. One owner.
 */
public final class OrderedIndex {
    /** What references stand for; the value looked for is the caller's and set before a call. */
    public interface References {
        /** Compares the value looked for with the one behind a reference. */
        int compare(long reference);

        /** Keeps the value looked for and returns its reference. */
        long store();

        /** A stored value's key is gone. */
        void release(long reference);
    }

    /** Takes the keys of a scan. */
    @FunctionalInterface
    public interface Visitor {
        void visit(long partition, long order, long reference, long weight);
    }

    static final int CAPACITY = 64;
    private static final int SMALLEST = CAPACITY / 4;
    private static final int KEY = 3;
    private static final long NODE_BYTES = 80 + (long) Long.BYTES * CAPACITY * (KEY + 1);
    private static final long CHILDREN_BYTES = 16 + 4L * CAPACITY;

    /** How many nodes that are not needed are kept, so that splits and merges in turn allocate nothing. */
    private static final int MAX_SPARES = 16;

    private static final class Node {
        final long[] keys = new long[CAPACITY * KEY];
        final long[] weights = new long[CAPACITY];
        final Node @Nullable [] children;
        int size;

        /** The next spare node, while this is one. */
        @Nullable
        Node next;

        Node(boolean leaf) {
            children = leaf ? null : new Node[CAPACITY];
        }
    }

    private final References references;
    private Node root = new Node(true);
    private int leaves = 1;
    private int inners;

    /** Leaves that can be used again; inner nodes come and go too rarely. */
    private @Nullable Node spare;

    private int spares;
    private long size;

    /** The key that is being added, and its weight before and after. */
    private long partition;

    private long order;
    private long delta;
    private long result;
    private @Nullable Node split;

    private long foundOrder;
    private long foundReference;

    /** How many nodes were visited since the index was made: what operations cost. */
    private long visited;

    public OrderedIndex(References references) {
        this.references = references;
    }

    /** Adds to the weight of a key; returns its weight now, 0 if it is gone. {@link #reference} is its reference. */
    public long add(long newPartition, long newOrder, long weight) {
        partition = newPartition;
        order = newOrder;
        delta = weight;
        if (weight != 0) {
            add(root);
            Node right = split;
            if (right != null) {
                split = null;
                Node top = node(false);
                put(top, 0, root);
                put(top, 1, right);
                top.size = 2;
                root = top;
            }
            Node[] children = root.children;
            if (children != null && root.size == 1) {
                root = children[0];
                inners--;
            }
        }
        return result;
    }

    /** Whether a partition has keys; then {@link #order} and {@link #reference} tell its first one. */
    public boolean first(long ofPartition) {
        boolean found = false;
        Node node = root;
        while (true) {
            visited++;
            int at = lowerBound(node, ofPartition, Long.MIN_VALUE);
            if (at < node.size && node.keys[at * KEY] == ofPartition) {
                found = true;
                remember(node, at);
            }
            Node[] children = node.children;
            if (children == null) {
                return found;
            }
            node = children[Math.max(0, at - 1)];
        }
    }

    /** Like {@link #first} for the last one; the partition is below {@link Long#MAX_VALUE}. */
    public boolean last(long ofPartition) {
        Node node = root;
        while (true) {
            visited++;
            int at = lowerBound(node, ofPartition + 1, Long.MIN_VALUE) - 1;
            Node[] children = node.children;
            if (children == null) {
                if (at < 0 || node.keys[at * KEY] != ofPartition) {
                    return false;
                }
                remember(node, at);
                return true;
            }
            node = children[Math.max(0, at)];
        }
    }

    /** The order of the key found last. */
    public long order() {
        return foundOrder;
    }

    /** The reference of the key found last. */
    public long reference() {
        return foundReference;
    }

    /** The summed weight of all keys below a partition and order. */
    public long weightBelow(long ofPartition, long ofOrder) {
        long sum = 0;
        Node node = root;
        while (true) {
            visited++;
            int at = lowerBound(node, ofPartition, ofOrder);
            Node[] children = node.children;
            int below = children == null ? at : Math.max(0, at - 1);
            for (int i = 0; i < below; i++) {
                sum += node.weights[i];
            }
            if (children == null) {
                return sum;
            }
            node = children[below];
        }
    }

    /** The summed weight of a partition's keys. */
    public long weight(long ofPartition) {
        return weightBelow(ofPartition + 1, Long.MIN_VALUE) - weightBelow(ofPartition, Long.MIN_VALUE);
    }

    /**
     * Finds the key that a partition's copy {@code index} belongs to, from 0, if every key stood there as often as it weighs;
     * then {@link #order} and {@link #reference} tell it.
     */
    public boolean select(long ofPartition, long index) {
        if (index < 0) {
            return false;
        }
        long left = weightBelow(ofPartition, Long.MIN_VALUE) + index;
        Node node = root;
        while (true) {
            visited++;
            int at = 0;
            while (at < node.size && left >= node.weights[at]) {
                left -= node.weights[at++];
            }
            if (at == node.size) {
                return false;
            }
            Node[] children = node.children;
            if (children == null) {
                remember(node, at);
                return node.keys[at * KEY] == ofPartition;
            }
            node = children[at];
        }
    }

    /** How many keys there are. */
    public long size() {
        return size;
    }

    /** Shows all keys in order; the visitor changes nothing. */
    public void scan(Visitor visitor) {
        scan(root, visitor);
    }

    /** Shows the keys of one partition in order; the visitor changes nothing. Costs a descent, and a step for each. */
    public void scan(long ofPartition, Visitor visitor) {
        scan(root, ofPartition, Long.MIN_VALUE, Long.MAX_VALUE, visitor);
    }

    /**
     * Shows the keys of one partition whose order is between two, both included, in order; the visitor changes nothing. Costs a
     * descent, and a step for each.
     */
    public void scan(long ofPartition, long from, long to, Visitor visitor) {
        scan(root, ofPartition, from, to, visitor);
    }

    /** Whether there may be more in what follows. */
    private boolean scan(Node node, long ofPartition, long from, long to, Visitor visitor) {
        visited++;
        Node[] children = node.children;
        int at = lowerBound(node, ofPartition, from);
        for (int i = children == null ? at : Math.max(0, at - 1); i < node.size; i++) {
            int key = i * KEY;
            boolean beyond = node.keys[key] > ofPartition || node.keys[key] == ofPartition && node.keys[key + 1] > to;
            if (beyond) {
                return false;
            }
            if (children != null) {
                if (!scan(children[i], ofPartition, from, to, visitor)) {
                    return false;
                }
            } else {
                visitor.visit(ofPartition, node.keys[key + 1], node.keys[key + 2], node.weights[i]);
            }
        }
        return true;
    }

    /** Heap bytes of the nodes. */
    public long bytes() {
        return (leaves + inners + spares) * NODE_BYTES + inners * CHILDREN_BYTES;
    }

    /** How many nodes were visited since the index was made. */
    public long nodesVisited() {
        return visited;
    }

    private static void scan(Node node, Visitor visitor) {
        Node[] children = node.children;
        for (int i = 0; i < node.size; i++) {
            if (children == null) {
                int key = i * KEY;
                visitor.visit(node.keys[key], node.keys[key + 1], node.keys[key + 2], node.weights[i]);
            } else {
                scan(children[i], visitor);
            }
        }
    }

    /** Adds below a node; leaves its new right neighbour in {@link #split} if it had to be split. */
    private void add(Node node) {
        visited++;
        int at = upperBound(node) - 1;
        Node[] children = node.children;
        if (children == null) {
            addToLeaf(node, at);
            return;
        }
        int index = Math.max(0, at);
        Node child = children[index];
        add(child);
        Node right = split;
        split = null;
        node.weights[index] += delta;
        System.arraycopy(child.keys, 0, node.keys, index * KEY, KEY);
        if (right != null) {
            put(node, index, child);
            Node target = node;
            if (node.size == CAPACITY) {
                Node other = splitHalf(node);
                if (index >= node.size) {
                    index -= node.size;
                    target = other;
                }
                split = other;
            }
            insertGap(target, index + 1);
            put(target, index + 1, right);
        } else if (child.size < SMALLEST) {
            rebalance(node, index);
        }
    }

    private void addToLeaf(Node leaf, int at) {
        if (at >= 0 && isKey(leaf, at)) {
            remember(leaf, at);
            result = leaf.weights[at] + delta;
            leaf.weights[at] = result;
            if (result == 0) {
                references.release(leaf.keys[at * KEY + 2]);
                removeGap(leaf, at);
                size--;
            }
            return;
        }
        int index = at + 1;
        Node target = leaf;
        if (leaf.size == CAPACITY) {
            Node other = splitHalf(leaf);
            if (index > leaf.size) {
                index -= leaf.size;
                target = other;
            }
            split = other;
        }
        insertGap(target, index);
        int key = index * KEY;
        target.keys[key] = partition;
        target.keys[key + 1] = order;
        target.keys[key + 2] = references.store();
        target.weights[index] = delta;
        remember(target, index);
        result = delta;
        size++;
    }

    /** Merges a child that is nearly empty with a neighbour, or takes half of what that has more. */
    private void rebalance(Node parent, int index) {
        Node[] children = parent.children;
        if (children == null || parent.size < 2) {
            return;
        }
        int leftIndex = index == 0 ? 0 : index - 1;
        Node left = children[leftIndex];
        Node right = children[leftIndex + 1];
        int total = left.size + right.size;
        if (total <= CAPACITY - SMALLEST) {
            move(right, 0, left, left.size, right.size);
            left.size = total;
            removeGap(parent, leftIndex + 1);
            if (left.children == null) {
                leaves--;
                if (spares < MAX_SPARES) {
                    right.next = spare;
                    spare = right;
                    spares++;
                }
            } else {
                inners--;
            }
        } else {
            int wanted = total / 2;
            int moved = Math.abs(left.size - wanted);
            if (left.size < wanted) {
                move(right, 0, left, left.size, moved);
                move(right, moved, right, 0, right.size - moved);
            } else {
                move(right, 0, right, moved, right.size);
                move(left, wanted, right, 0, moved);
            }
            left.size = wanted;
            right.size = total - wanted;
            put(parent, leftIndex + 1, right);
        }
        put(parent, leftIndex, left);
    }

    private Node splitHalf(Node node) {
        Node right = node(node.children == null);
        int half = node.size / 2;
        move(node, half, right, 0, node.size - half);
        right.size = node.size - half;
        node.size = half;
        return right;
    }

    private Node node(boolean leaf) {
        if (!leaf) {
            inners++;
            return new Node(false);
        }
        leaves++;
        Node again = spare;
        if (again == null) {
            return new Node(true);
        }
        spare = again.next;
        again.next = null;
        spares--;
        return again;
    }

    /** Makes an entry say what its child holds. */
    private static void put(Node parent, int index, Node child) {
        System.arraycopy(child.keys, 0, parent.keys, index * KEY, KEY);
        long sum = 0;
        for (int i = 0; i < child.size; i++) {
            sum += child.weights[i];
        }
        parent.weights[index] = sum;
        Node[] children = parent.children;
        if (children != null) {
            children[index] = child;
        }
    }

    private static void insertGap(Node node, int at) {
        move(node, at, node, at + 1, node.size - at);
        node.size++;
    }

    private static void removeGap(Node node, int at) {
        move(node, at + 1, node, at, node.size - at - 1);
        node.size--;
    }

    /** Copies entries; sizes are the caller's. */
    private static void move(Node from, int start, Node to, int at, int count) {
        System.arraycopy(from.keys, start * KEY, to.keys, at * KEY, count * KEY);
        System.arraycopy(from.weights, start, to.weights, at, count);
        Node[] source = from.children;
        Node[] target = to.children;
        if (source != null && target != null) {
            System.arraycopy(source, start, target, at, count);
        }
    }

    private void remember(Node node, int at) {
        foundOrder = node.keys[at * KEY + 1];
        foundReference = node.keys[at * KEY + 2];
    }

    /** The first entry that is not below a partition and order. */
    private static int lowerBound(Node node, long ofPartition, long ofOrder) {
        long[] keys = node.keys;
        int low = 0;
        int high = node.size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            long key = keys[middle * KEY];
            if (key < ofPartition || (key == ofPartition && keys[middle * KEY + 1] < ofOrder)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first entry that is above the key being added. */
    private int upperBound(Node node) {
        long[] keys = node.keys;
        int low = 0;
        int high = node.size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int compared = Long.compare(partition, keys[middle * KEY]);
            if (compared == 0) {
                compared = Long.compare(order, keys[middle * KEY + 1]);
                if (compared == 0) {
                    compared = references.compare(keys[middle * KEY + 2]);
                }
            }
            if (compared >= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether an entry is the key being added, given that it is not above it. */
    private boolean isKey(Node leaf, int at) {
        int key = at * KEY;
        return leaf.keys[key] == partition
                && leaf.keys[key + 1] == order
                && references.compare(leaf.keys[key + 2]) == 0;
    }
}

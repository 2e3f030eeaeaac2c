package io.millrace.executor.state;

/**
 * Which shard owns a key. A key's 32-bit hash gives one of 256 groups, a group belongs to one of the shards: so a state
 * written with one number of shards is read with another. Part of the format of every snapshot: a change is a new version.
 */
public final class KeyGroups {
    public static final int COUNT = 256;
    private static final int GROUP_SHIFT = 24;

    private KeyGroups() {}

    /** The group of a hash: its upper eight bits. */
    public static int group(int hash) {
        return hash >>> GROUP_SHIFT;
    }

    /** The shard that owns a group. */
    public static int shardOfGroup(int group, int shards) {
        return group * shards / COUNT;
    }

    /** The shard that owns a hash. */
    public static int shard(int hash, int shards) {
        return shardOfGroup(group(hash), shards);
    }
}

package io.millrace.executor.plan;

import java.util.List;

/**
 * The sequences of rows that a row pattern matches: a regular expression whose letters are the pattern's variables. What stands first is
 * preferred: the first branch of a choice, and one more round of what is repeated greedily.
 */
public sealed interface PatternTerm {
    /** No bound for the rounds of {@link Repeated}. */
    int UNLIMITED = -1;

    /** How many steps a program for this term has, at the most. */
    long size();

    /** Whether it matches no rows. */
    boolean matchesNothing();

    /** One row that fulfils the condition of a variable. */
    record Variable(int variable) implements PatternTerm {
        @Override
        public long size() {
            return 1;
        }

        @Override
        public boolean matchesNothing() {
            return false;
        }
    }

    /** One part behind the other; no parts match no rows. */
    record Sequence(List<PatternTerm> parts) implements PatternTerm {
        public Sequence {
            parts = List.copyOf(parts);
        }

        @Override
        public long size() {
            return parts.stream().mapToLong(PatternTerm::size).sum();
        }

        @Override
        public boolean matchesNothing() {
            return parts.stream().allMatch(PatternTerm::matchesNothing);
        }
    }

    /** One of the branches. */
    record Choice(List<PatternTerm> branches) implements PatternTerm {
        public Choice {
            branches = List.copyOf(branches);
            if (branches.isEmpty()) {
                throw new IllegalArgumentException("a choice needs branches");
            }
        }

        @Override
        public long size() {
            return branches.stream().mapToLong(branch -> branch.size() + 2).sum();
        }

        @Override
        public boolean matchesNothing() {
            return branches.stream().anyMatch(PatternTerm::matchesNothing);
        }
    }

    /**
     * Some rounds of a term. A round above the least number of them matches at least one row.
     *
     * @param term what is repeated
     * @param least how many rounds there are at least
     * @param most how many there are at most, or {@link #UNLIMITED}
     * @param greedy whether more rounds are preferred
     */
    record Repeated(PatternTerm term, int least, int most, boolean greedy) implements PatternTerm {
        public Repeated {
            if (least < 0 || most != UNLIMITED && most < least) {
                throw new IllegalArgumentException("from " + least + " to " + most);
            }
        }

        @Override
        public long size() {
            long rounds = most == UNLIMITED ? least + 1L : most;
            return rounds * Math.min(term.size() + 4, Integer.MAX_VALUE);
        }

        @Override
        public boolean matchesNothing() {
            return least == 0 || term.matchesNothing();
        }
    }

    /** A term whose rows are left out where a match shows its rows. */
    record Excluded(PatternTerm term) implements PatternTerm {
        @Override
        public long size() {
            return term.size();
        }

        @Override
        public boolean matchesNothing() {
            return term.matchesNothing();
        }
    }

    /** A place: before the first row of the partition, or behind its last one. */
    record Anchor(boolean start) implements PatternTerm {
        @Override
        public long size() {
            return 1;
        }

        @Override
        public boolean matchesNothing() {
            return true;
        }
    }
}

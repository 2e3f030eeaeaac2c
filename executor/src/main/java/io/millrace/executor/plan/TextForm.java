package io.millrace.executor.plan;

/**
 * What stands around and between the texts of a STRING_AGG that makes one thing of them, as a list in brackets; unlike a plain one
 * with a separator it has a value for rows whose arguments are all NULL: what is around, with nothing in it.
 *
 * @param opening in front of the first
 * @param separator between any two
 * @param closing behind the last
 */
public record TextForm(String opening, String separator, String closing) {
    @Override
    public String toString() {
        return opening + separator + closing;
    }
}

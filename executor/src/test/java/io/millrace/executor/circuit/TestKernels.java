package io.millrace.executor.circuit;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.ViewPlan;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Kernels that wait or fail when a test wants it. Public, because generated code calls them. */
public final class TestKernels {
    /** The value that makes {@link #failing} fail. */
    static final long POISON = 13;

    private static volatile CountDownLatch gate = new CountDownLatch(0);
    private static volatile CountDownLatch reached = new CountDownLatch(0);

    private TestKernels() {}

    /** Makes gated kernels wait from now on. */
    static void closeGate() {
        reached = new CountDownLatch(1);
        gate = new CountDownLatch(1);
    }

    static void awaitWaiting() throws InterruptedException {
        reached.await();
    }

    static void openGate() {
        gate.countDown();
    }

    /** Called by generated code. */
    public static void pass() {
        reached.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                gate.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code SELECT k, v FROM relation} that waits at the gate. */
    static ViewPlan gated(String view, String relation) {
        return copying(view, relation, "Gated", TestKernels.class.getName() + ".pass();", true);
    }

    /** {@code SELECT k, v FROM relation} that fails on a batch that begins with v = 13. */
    static ViewPlan failing(String view, String relation) {
        return copying(
                view,
                relation,
                "Poisoned",
                "for (int i = 0; i < in.size(); i++) if (in.longs(1).get(i) == " + POISON
                        + "L) throw new RuntimeException(\"thirteen\");",
                true);
    }

    /** {@code SELECT k, v FROM relation}, by a kernel. */
    static ViewPlan copy(String view, String relation, boolean appendOnly) {
        return copying(view, relation, "Copied", "", appendOnly);
    }

    /** {@code SELECT k, v + addend FROM relation}: another view for each addend. */
    static ViewPlan adding(String view, String relation, long addend) {
        String code =
                "for (int i = 0; i < in.size(); i++) { out.longs(0).set(i, in.longs(0).get(i)); out.longs(1).set(i, "
                        + "((Long) constants[0]).longValue() + in.longs(1).get(i)); out.setWeight(i, in.weight(i)); } "
                        + "out.setSize(in.size()); if (in.size() >= 0) return;";
        KernelSource kernel = kernel("Adding", code);
        return new ViewPlan(
                view,
                Plans.KEY_VALUE,
                new MapNode(
                        Plans.input(relation, 0, 1),
                        new KernelSource(kernel.className(), kernel.source(), List.of(addend), List.of()),
                        Plans.KEY_VALUE.types(),
                        List.of(0, MapNode.COMPUTED),
                        true),
                List.of(),
                false);
    }

    /** All rows of a node, by a kernel that says that it keeps them but not that it copies its other columns. */
    static MapNode copied(PlanNode input) {
        List<Integer> copies = new java.util.ArrayList<>(
                java.util.Collections.nCopies(input.types().size(), MapNode.COMPUTED));
        copies.set(0, 0);
        return new MapNode(input, kernel("Copied", ""), input.types(), copies, true);
    }

    /** All rows of a node, by a kernel that waits at the gate. */
    static MapNode gatedCopy(PlanNode input) {
        MapNode copied = copied(input);
        return copied.withKernel(kernel("Gated", TestKernels.class.getName() + ".pass();"));
    }

    /** All rows of a node, by a kernel that fails if the second column of any is {@link #POISON}. */
    static MapNode poisoned(PlanNode input) {
        return copied(input)
                .withKernel(kernel(
                        "Poisoned",
                        "for (int i = 0; i < in.size(); i++) if (in.longs(1).get(i) == " + POISON
                                + "L) throw new RuntimeException(\"thirteen\");"));
    }

    /** {@code SELECT second, first}, by a kernel that says so, or says nothing. */
    static MapNode swapped(PlanNode input, int first, int second, boolean saysSo) {
        String code = "for (int i = 0; i < in.size(); i++) { out.longs(0).set(i, in.longs(" + second
                + ").get(i)); out.longs(1).set(i, in.longs(" + first
                + ").get(i)); out.setWeight(i, in.weight(i)); } out.setSize(in.size()); if (in.size() >= 0) return;";
        return new MapNode(
                input,
                kernel("Swapped" + first + second, code),
                Plans.KEY_VALUE.types(),
                saysSo ? List.of(second, first) : List.of(MapNode.COMPUTED, MapNode.COMPUTED),
                saysSo);
    }

    private static ViewPlan copying(String view, String relation, String name, String code, boolean appendOnly) {
        return new ViewPlan(
                view,
                Plans.KEY_VALUE,
                new MapNode(
                        Plans.input(relation, 0, 1), kernel(name, code), Plans.KEY_VALUE.types(), List.of(0, 1), true),
                List.of(),
                appendOnly);
    }

    /** A kernel that does something before it hands its input on. */
    private static KernelSource kernel(String name, String code) {
        return new KernelSource(
                "io.millrace.generated." + name,
                "package io.millrace.generated;\n"
                        + "public final class " + name + " implements io.millrace.executor.kernel.Kernel {\n"
                        + "  private final Object[] constants;\n"
                        + "  public " + name
                        + "(Object[] constants, io.millrace.executor.kernel.KernelContext context,\n"
                        + "      io.millrace.executor.kernel.FailureSite[] sites) { this.constants = constants; }\n"
                        + "  public void run(io.millrace.executor.column.Batch in, io.millrace.executor.column.Batch out) {\n"
                        + "    " + code + "\n"
                        + "    out.appendAll(in);\n"
                        + "  }\n"
                        + "}\n",
                List.of(),
                List.of());
    }
}

import java.util.ArrayDeque;
import java.util.SplittableRandom;

/** Draws ranks from 0, the frequent ones first: rank r weighs 1 / (r + 1)^exponent. Walker's alias method, so at constant cost. */
class Zipf {

    private final double[] own;
    private final int[] alias;

    Zipf(int size, double exponent) {
        own = new double[size];
        alias = new int[size];
        double sum = 0;
        for (int rank = 0; rank < size; rank++) {
            own[rank] = StrictMath.pow(rank + 1, -exponent);
            sum += own[rank];
        }
        ArrayDeque<Integer> small = new ArrayDeque<>();
        ArrayDeque<Integer> large = new ArrayDeque<>();
        for (int rank = 0; rank < size; rank++) {
            own[rank] *= size / sum;
            (own[rank] < 1 ? small : large).add(rank);
        }
        while (!small.isEmpty() && !large.isEmpty()) {
            int lacking = small.poll();
            int giving = large.peek();
            alias[lacking] = giving;
            own[giving] -= 1 - own[lacking];
            if (own[giving] < 1) {
                small.add(large.poll());
            }
        }
        // What is left is 1 but for rounding.
        small.forEach(rank -> own[rank] = 1);
        large.forEach(rank -> own[rank] = 1);
    }

    int next(SplittableRandom random) {
        double at = random.nextDouble() * own.length;
        int rank = (int) at;
        return at - rank < own[rank] ? rank : alias[rank];
    }
}

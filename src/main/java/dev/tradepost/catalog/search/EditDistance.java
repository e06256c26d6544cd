package dev.tradepost.catalog.search;

/** Counts typing errors: letters that are missing, superfluous, wrong or swapped. */
final class EditDistance {

    private EditDistance() {}

    /**
     * The restricted Damerau-Levenshtein distance: the fewest insertions, deletions, substitutions and swaps of neighbours that turn one
     * text into the other, none of which edits a position twice.
     */
    static int between(String one, String other) {
        int[] beforeLast = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[other.length() + 1];
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int substituted = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(substituted, 1 + Math.min(last[j], now[j - 1]));
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    now[j] = Math.min(now[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = now;
        }
        return last[other.length()];
    }
}

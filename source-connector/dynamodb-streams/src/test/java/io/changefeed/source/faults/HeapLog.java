/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The log of the garbage collections of a process. */
record HeapLog(Path file) {
    private static final Pattern PAUSE = Pattern.compile("(\\d+)M->(\\d+)M\\(");

    /** Creates an empty file for the log of a process. */
    static HeapLog create() {
        try {
            Path file = Files.createTempFile("heap", ".log");
            file.toFile().deleteOnExit();
            return new HeapLog(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The option of {@code java} with which a process writes this log. */
    String option() {
        return "-Xlog:gc:file=" + file;
    }

    /** The maximum of the heap in MiB before and after a collection. */
    String peaks() {
        try {
            List<MatchResult> pauses =
                    PAUSE.matcher(Files.readString(file)).results().toList();
            return "peak heap " + max(pauses, 1) + " MiB, after a collection " + max(pauses, 2) + " MiB";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int max(List<MatchResult> pauses, int group) {
        return pauses.stream()
                .mapToInt(pause -> Integer.parseInt(pause.group(group)))
                .max()
                .orElse(0);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static java.util.Comparator.reverseOrder;

import io.changefeed.benchmarks.measure.Table.Column;
import io.changefeed.localstack.LocalStackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Assigns the processor time of a worker to code areas. Linux measures the time of each thread; the samples of the
 * flight recorder divide it within a thread.
 */
final class Profile {
    private static final int HOT_SPOTS = 25;

    private final Map<String, Double> secondsByArea = new HashMap<>();
    private final Map<String, Double> secondsByMethod = new HashMap<>();
    private final long records;

    private record Sample(CodeArea area, String method) {}

    private Profile(long records) {
        this.records = records;
    }

    /**
     * Reads a recording.
     *
     * @param start of the measurement; earlier samples are left out
     * @param end of the measurement
     * @param cpu the processor time of each thread group during the measurement
     * @param records the number of records that were measured
     */
    static Profile of(Path recording, Instant start, Instant end, Map<String, Duration> cpu, long records) {
        Map<String, Map<Sample, Long>> samples = samples(recording, start, end);
        Profile profile = new Profile(records);
        cpu.forEach((thread, time) -> profile.add(thread, time, samples.getOrDefault(thread, Map.of())));
        return profile;
    }

    private void add(String thread, Duration time, Map<Sample, Long> samples) {
        double seconds = time.toNanos() / 1e9;
        double all = samples.values().stream().mapToLong(count -> count).sum();
        if (all == 0) {
            secondsByArea.merge(withoutSamples(thread), seconds, Double::sum);
        }
        samples.forEach((sample, count) -> {
            secondsByArea.merge(sample.area().title(), seconds * count / all, Double::sum);
            secondsByMethod.merge(sample.area().title() + ": " + sample.method(), seconds * count / all, Double::sum);
        });
    }

    private static String withoutSamples(String thread) {
        if (thread.contains("Compiler")) {
            return "JVM: compiling";
        }
        return thread.startsWith("G1") || thread.startsWith("GC") ? "JVM: garbage collection" : "JVM: other threads";
    }

    private static Map<String, Map<Sample, Long>> samples(Path recording, Instant start, Instant end) {
        Map<String, Map<Sample, Long>> samples = new HashMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample")
                        && event.getStackTrace() != null
                        && event.getStartTime().isAfter(start)
                        && event.getStartTime().isBefore(end)) {
                    String thread = ProcessUsage.threadGroup(
                            String.valueOf(event.getThread("sampledThread").getJavaName()));
                    samples.computeIfAbsent(thread, name -> new HashMap<>())
                            .merge(sample(event.getStackTrace().getFrames()), 1L, Long::sum);
                }
            }
            return samples;
        } catch (IOException e) {
            throw new LocalStackException("cannot read the recording " + recording + ": " + e, e);
        }
    }

    /** Returns the innermost frame that does not belong to its caller. */
    private static Sample sample(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            String type = frame.getMethod().getType().getName();
            Optional<CodeArea> area = CodeArea.ofClass(type);
            if (area.isPresent()) {
                return new Sample(
                        area.get(),
                        type.substring(type.lastIndexOf('.') + 1) + "."
                                + frame.getMethod().getName());
            }
        }
        RecordedFrame innermost = frames.get(0);
        return new Sample(CodeArea.JDK, innermost.getMethod().getType().getName());
    }

    /** Returns the processor time of each code area, and of the methods with the most. */
    List<Table> tables(String title) {
        return List.of(
                table(title + ": worker's CPU", secondsByArea, secondsByArea.size()),
                table(title + ": method", secondsByMethod, HOT_SPOTS));
    }

    private Table table(String title, Map<String, Double> seconds, int rows) {
        double all = secondsByArea.values().stream().mapToDouble(each -> each).sum();
        Table table = new Table(title, Column.hundredths("CPU s per million records"), Column.whole("%"));
        seconds.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(reverseOrder()))
                .limit(rows)
                .forEach(
                        each -> table.row(each.getKey(), each.getValue() / records * 1e6, each.getValue() / all * 100));
        return table;
    }
}

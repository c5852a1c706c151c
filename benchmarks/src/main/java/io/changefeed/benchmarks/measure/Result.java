/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.measure;

import static io.changefeed.benchmarks.measure.Numbers.tenths;

import io.changefeed.benchmarks.measure.Table.Column;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The result of a measurement, as a row of a table.
 *
 * @param writer the processor time of the measured process
 * @param broker the processor time of the broker; zero if the writer does not need it
 * @param target the processor time of the system that the process writes to or reads from
 * @param peakBytes the peak memory of the process since its start; 0 if it is not of interest
 */
public record Result(Throughput throughput, CpuTime writer, Duration broker, Duration target, long peakBytes) {
    /**
     * Returns the columns of a table of results.
     *
     * @param what the plural of what is counted, such as records
     * @param target the name of the other system
     */
    public static List<Column> columns(String what, String target, Column... additional) {
        List<Column> columns = new ArrayList<>(List.of(
                Column.whole(what + "/s"),
                Column.tenths("MB/s"),
                Column.hundredths("of (a)"),
                Column.tenths("CPU s per million"),
                Column.tenths("of it GC"),
                Column.tenths("of it compiling"),
                Column.tenths("broker's"),
                Column.tenths(target + "'s"),
                Column.whole("peak MiB")));
        columns.addAll(List.of(additional));
        return columns;
    }

    /** Returns the same with another number of records. */
    public Result scaled(double factor) {
        return new Result(throughput.scaled(factor), writer, broker, target, peakBytes);
    }

    /**
     * Adds this result to a table, with a note if the process was not warm.
     *
     * @param bare the result of the bare loop
     */
    public void addTo(Table table, String name, Result bare, double... additional) {
        table.row(
                name,
                DoubleStream.concat(
                                DoubleStream.of(
                                        throughput.recordsPerSecond(),
                                        orNone(throughput.megabytesPerSecond()),
                                        throughput.recordsPerSecond() / bare.throughput.recordsPerSecond(),
                                        throughput.secondsPerMillion(writer.all()),
                                        throughput.secondsPerMillion(writer.collecting()),
                                        throughput.secondsPerMillion(writer.compiling()),
                                        orNone(throughput.secondsPerMillion(broker)),
                                        orNone(throughput.secondsPerMillion(target)),
                                        orNone(peakBytes / (double) (1 << 20))),
                                DoubleStream.of(additional))
                        .toArray());
        if (!writer.isWarm()) {
            table.note("WARNING: '" + name + "' was not warm: compiling took " + tenths(100 * writer.compilingShare())
                    + " % of its processor time.");
        }
    }

    private static double orNone(double figure) {
        return figure == 0 ? Table.NONE : figure;
    }
}

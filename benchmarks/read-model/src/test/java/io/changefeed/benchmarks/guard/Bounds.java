/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.benchmarks.guard;

/**
 * The most that a record may cost: 20 % more than was reached. {@code mvn verify -Pguard -pl benchmarks/read-model -am}
 * prints the current figures beside them.
 *
 * @param bytes allocated by all threads of the task and, for {@code struct}, by the JsonConverter
 * @param calls of DynamoDB, requests to the endpoint, or statements
 */
record Bounds(double bytes, double calls) {
    static final Bounds SOURCE_JSON = new Bounds(18_100, 0.0027);
    static final Bounds SOURCE_STRUCT = new Bounds(31_200, 0.0027);
    static final Bounds WEBHOOK = new Bounds(45_200, 1.2);
    static final Bounds SQL = new Bounds(32_500, 0.0074);
}

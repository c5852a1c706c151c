/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The local stack: a Kafka broker, Connect workers and DynamoDB Local, each a process of its own on this machine.
 *
 * <p>Integration tests, benchmarks and {@code bin/local-stack} start the same processes in the same way. It knows no
 * module of Changefeed: plugins reach the worker through its plugin path.
 */
@NullMarked
package io.changefeed.localstack;

import org.jspecify.annotations.NullMarked;

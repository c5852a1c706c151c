/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Measures how fast a sink connector in a real worker posts change events to an endpoint, beside a bare HTTP client
 * that posts the same bodies, and the memory of the worker while the endpoint is down.
 */
@NullMarked
package io.changefeed.benchmarks.webhook;

import org.jspecify.annotations.NullMarked;

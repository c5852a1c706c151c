/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The HTTP webhook sink connector. A message consists of a {@code body} and the other parts of a {@code request};
 * {@code auth} authorizes it, {@code http} sends it unless {@code address} forbids the target, and {@code response}
 * classifies the response. {@code config} is the configuration.
 */
@NullMarked
package io.changefeed.webhook;

import org.jspecify.annotations.NullMarked;

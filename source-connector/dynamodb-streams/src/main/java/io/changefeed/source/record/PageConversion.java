/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.record;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The events of a page, up to its end or to a change that cannot be published.
 *
 * @param failure describes the next change, which cannot be published; empty at the end of the page
 */
public record PageConversion(List<ConvertedChange> changes, Optional<ConnectException> failure) {}

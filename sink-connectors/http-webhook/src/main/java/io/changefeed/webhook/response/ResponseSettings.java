/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.webhook.response;

/**
 * How responses are classified.
 *
 * @param statuses the results of statuses other than 2xx
 * @param acceptsHtml whether an HTML page in a 2xx response is ignored instead of retrying the events
 * @param readsItemFailures whether a 2xx response can name failed events, as that of an AWS Lambda function
 */
public record ResponseSettings(StatusMapping statuses, boolean acceptsHtml, boolean readsItemFailures) {}

/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.changefeed.localstack.counting;

import org.jspecify.annotations.NullMarked;

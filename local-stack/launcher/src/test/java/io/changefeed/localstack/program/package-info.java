/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.changefeed.localstack.program;

import org.jspecify.annotations.NullMarked;

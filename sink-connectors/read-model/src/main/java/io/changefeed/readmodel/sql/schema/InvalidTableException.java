/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.sql.schema;

import java.util.List;
import java.util.stream.Collectors;

/** A table does not match its required definition. The message contains the reasons of all problems. */
public final class InvalidTableException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidTableException(String message) {
        super(message);
    }

    InvalidTableException(List<TableProblem> problems) {
        super(problems.stream().map(TableProblem::reason).distinct().collect(Collectors.joining(". ")));
    }
}

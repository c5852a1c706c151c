/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DroppedImagesTest {

    @Test
    void anEventTellsWhichOfItsImagesWereLeftOut() {
        assertDropped(Events.modify().withoutBefore(), Optional.of(DroppedImages.BEFORE));
        assertDropped(Events.modify().withoutImages(), Optional.of(DroppedImages.BOTH));
        assertDropped(Events.insert().withoutImages(), Optional.of(DroppedImages.AFTER));
        assertDropped(Events.expiry().withoutImages(), Optional.of(DroppedImages.BEFORE));
        assertThat(Events.modify().withoutBefore().after())
                .isEqualTo(Events.modify().after());
        assertThat(Events.modify().withoutImages().after()).isEmpty();
    }

    @Test
    void anImageThatWasNeverThereWasNotLeftOut() {
        assertThat(Events.insert().withoutBefore()).isEqualTo(Events.insert());
        assertThat(Events.keysOnlyModify().withoutImages()).isEqualTo(Events.keysOnlyModify());
    }

    @Test
    void nothingElseOfTheEventChanges() {
        ChangeEvent less = Events.modify().withoutImages();

        assertThat(less.operation()).isEqualTo(Operation.MODIFY);
        assertThat(less.key()).isEqualTo(Events.KEY);
        assertThat(less.time()).isEqualTo(Events.modify().time());
        assertThat(less.source())
                .usingRecursiveComparison()
                .ignoringFields("droppedImages")
                .isEqualTo(Events.stream());
    }

    /** Lambda's JSON has no field for it, and needs none: the view type and the operation say what should be there. */
    @Test
    void lambdasJsonTellsByWhatIsAbsent() {
        LambdaJsonReader reader = new LambdaJsonReader("1.2.3", "cdc", 1L);
        for (ChangeEvent less : List.of(
                Events.modify().withoutBefore(),
                Events.modify().withoutImages(),
                Events.insert().withoutImages(),
                Events.expiry().withoutImages())) {
            assertThat(reader.read(LambdaJson.write(List.of(less))))
                    .extracting(event -> event.source().droppedImages())
                    .containsExactly(less.source().droppedImages());
        }
    }

    private static void assertDropped(ChangeEvent event, Optional<DroppedImages> dropped) {
        assertThat(event.source().droppedImages()).isEqualTo(dropped);
        assertThat(event.before()).isEmpty();
    }
}

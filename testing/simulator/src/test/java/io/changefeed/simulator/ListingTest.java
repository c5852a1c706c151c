/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static io.changefeed.simulator.Items.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.Listing.ShardFilter;
import io.changefeed.simulator.stream.ListingDelay;
import io.changefeed.simulator.stream.Rotation;
import io.changefeed.simulator.stream.ViewType;
import io.changefeed.simulator.table.KeySchema;
import io.changefeed.simulator.table.KeySchema.KeyType;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;

class ListingTest {
    @RegisterExtension
    final SimulatorFixture fixture = new SimulatorFixture();

    @Test
    void shardIdsHaveTheFormatOfDynamoDb() {
        assertThat(fixture.shard()).matches("shardId-[0-9]{20}-[0-9a-f]{8}");
    }

    @Test
    void rotatedShardHasOneChildAndAnEnd() {
        String parent = fixture.shard();
        String child = fixture.orders.rotate(parent);

        List<Shard> shards = fixture.describe().shards();
        assertThat(shards).extracting(Shard::shardId).containsExactly(parent, child);
        assertThat(shards.get(0).sequenceNumberRange().endingSequenceNumber()).isNotNull();
        assertThat(shards.get(1).parentShardId()).isEqualTo(parent);
        assertThat(shards.get(1).sequenceNumberRange().endingSequenceNumber()).isNull();
    }

    @Test
    void listingPagesHaveAtMostAHundredShards() {
        IntStream.range(0, 249).forEach(i -> fixture.orders.rotateAll());

        assertThat(fixture.listingPages()).containsExactly(100, 100, 50);
    }

    @Test
    void thirtyThousandShardsAreListed() {
        fixture.orders.addGoneShards(29_999);

        List<Integer> pages = fixture.listingPages();

        assertThat(pages).isEqualTo(Collections.nCopies(300, 100));
    }

    @Test
    void listedShardCanHaveExpired() {
        fixture.orders.addGoneShards(1);
        Shard gone = fixture.describe().shards().get(0);

        assertThatThrownBy(() -> fixture.trimHorizon(gone.shardId())).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void trimmedShardsCanStayListed() {
        fixture.orders.listing(Listing.IMMEDIATE.withTrimmedShards(true));
        String parent = fixture.shard();
        fixture.orders.rotate(parent);
        fixture.simulator.advance(Duration.ofHours(25));

        assertThat(fixture.describe().shards()).hasSize(2);
        assertThatThrownBy(() -> fixture.trimHorizon(parent)).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void childrenAreFoundByTheShardFilter() {
        String root = fixture.shard();
        List<String> children = fixture.orders.split(root);
        fixture.orders.rotate(children.get(0));

        assertThat(fixture.children(root)).extracting(Shard::shardId).isEqualTo(children);
        assertThat(fixture.children(children.get(1))).isEmpty();
    }

    @Test
    void shardFilterCanBeIgnored() {
        fixture.orders.listing(Listing.IMMEDIATE.withFilter(ShardFilter.IGNORED));
        String root = fixture.shard();
        fixture.orders.rotate(root);

        assertThat(fixture.children(root)).hasSize(2);
    }

    @Test
    void shardFilterCanBeRejected() {
        fixture.orders.listing(Listing.IMMEDIATE.withFilter(ShardFilter.REJECTED));

        assertThatThrownBy(() -> fixture.children(fixture.shard()))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"));
    }

    @Test
    void shardFilterCanBeUnknown() {
        fixture.orders.listing(Listing.IMMEDIATE.withFilter(ShardFilter.UNKNOWN));

        assertThatThrownBy(() -> fixture.children(fixture.shard()))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SerializationException"));
        assertThat(fixture.describe().shards()).hasSize(1);
    }

    @Test
    void newStreamCanHaveNoShardYet() {
        SimulatedTable stock = fixture.simulator.createTableWithoutStream("stock", KeySchema.of("id", KeyType.S));
        String arn = stock.enableStream(
                ViewType.NEW_IMAGE, 2, Listing.IMMEDIATE.withRoots(ListingDelay.of(Duration.ofMinutes(1))));

        assertThat(describe(arn).streamStatus()).isEqualTo(StreamStatus.ENABLING);
        assertThat(describe(arn).shards()).isEmpty();
        fixture.simulator.advance(Duration.ofMinutes(1));
        assertThat(describe(arn).streamStatus()).isEqualTo(StreamStatus.ENABLED);
        assertThat(describe(arn).shards()).hasSize(2);
    }

    @Test
    void newStreamHasNoShardUntilItsListingIsSet() {
        fixture.orders.listing(Listing.IMMEDIATE.withRoots(ListingDelay.ENDLESS));

        assertThat(fixture.describe().shards()).isEmpty();
        fixture.orders.listing(Listing.IMMEDIATE);
        assertThat(fixture.describe().shards()).hasSize(1);
    }

    private StreamDescription describe(String arn) {
        return fixture.streams.describeStream(r -> r.streamArn(arn)).streamDescription();
    }

    @Test
    void childrenCanStayUnlistedForSomeCalls() {
        fixture.orders.listing(Listing.IMMEDIATE.withChildren(ListingDelay.ofCalls(2)));
        String root = fixture.shard();
        String child = fixture.orders.rotate(root);

        assertThat(fixture.children(root)).isEmpty();
        assertThat(fixture.describe().shards()).hasSize(1);
        assertThat(fixture.children(root)).extracting(Shard::shardId).containsExactly(child);
    }

    @Test
    void childrenCanStayUnlistedForSomeTime() {
        fixture.orders.listing(Listing.IMMEDIATE.withChildren(ListingDelay.of(Duration.ofMinutes(5))));
        String root = fixture.shard();
        fixture.orders.rotate(root);

        assertThat(fixture.children(root)).isEmpty();
        fixture.simulator.advance(Duration.ofMinutes(5));
        assertThat(fixture.children(root)).hasSize(1);
    }

    @Test
    void secondChildCanBeListedLate() {
        fixture.orders.listing(Listing.IMMEDIATE.withSiblings(ListingDelay.ofCalls(1)));
        String root = fixture.shard();
        fixture.orders.split(root);

        assertThat(fixture.children(root)).hasSize(1);
        assertThat(fixture.children(root)).hasSize(2);
    }

    @Test
    void finishedParentCanBeListedAsOpen() {
        fixture.orders.listing(Listing.IMMEDIATE.withClosings(ListingDelay.ofCalls(1)));
        String root = fixture.shard();
        fixture.orders.rotate(root);

        assertThat(endings()).containsOnlyNulls();
        assertThat(fixture.read(fixture.trimHorizon(root)).nextShardIterator()).isNull();
        assertThat(endings().get(0)).isNotNull();
    }

    @Test
    void shardsRotateAndSplitAutomatically() {
        fixture.orders.rotation(Rotation.every(3).splittingEvery(2));
        for (int i = 0; i < 6; i++) {
            fixture.orders.put(item("a", i));
        }

        assertThat(fixture.describe().shards()).hasSize(4);
        assertThat(fixture.orders.report().open()).hasSize(2);
    }

    private List<String> endings() {
        return fixture.describe().shards().stream()
                .map(shard -> shard.sequenceNumberRange().endingSequenceNumber())
                .toList();
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds incompatible changes to a proto file since its publication. Additions are compatible. */
final class BreakingChanges {
    private final List<String> found = new ArrayList<>();

    private BreakingChanges() {}

    static List<String> between(FileDescriptorProto published, FileDescriptorProto now) {
        BreakingChanges changes = new BreakingChanges();
        changes.reportDifference("the package", published.getPackage(), now.getPackage());
        changes.reportDifference(
                "java_package",
                published.getOptions().getJavaPackage(),
                now.getOptions().getJavaPackage());
        changes.messages("", published.getMessageTypeList(), now.getMessageTypeList());
        changes.enums("", published.getEnumTypeList(), now.getEnumTypeList());
        changes.compareEach(
                "service ",
                published.getServiceList(),
                now.getServiceList(),
                ServiceDescriptorProto::getName,
                changes::methods);
        return changes.found;
    }

    private interface Pair<T> {
        void compare(String name, T published, T now);
    }

    private <T, K> void compareEach(
            String what, List<T> published, List<T> now, Function<T, K> key, Pair<T> comparison) {
        Map<K, T> byKey = now.stream().collect(Collectors.toMap(key, Function.identity()));
        for (T old : published) {
            T current = byKey.get(key.apply(old));
            if (current == null) {
                found.add(what + key.apply(old) + " is missing");
            } else {
                comparison.compare(what + key.apply(old), old, current);
            }
        }
    }

    private void reportDifference(String what, Object published, Object now) {
        if (!published.equals(now)) {
            found.add(what + " was " + published + " and is " + now);
        }
    }

    private void messages(String in, List<DescriptorProto> published, List<DescriptorProto> now) {
        compareEach(in + "message ", published, now, DescriptorProto::getName, (name, old, current) -> {
            compareEach(
                    name + ", field ",
                    old.getFieldList(),
                    current.getFieldList(),
                    FieldDescriptorProto::getNumber,
                    (field, was, is) -> {
                        reportDifference(field, was.getName(), is.getName());
                        reportDifference(
                                field + "'s type", was.getType() + was.getTypeName(), is.getType() + is.getTypeName());
                        reportDifference(field + "'s label", was.getLabel(), is.getLabel());
                        reportDifference(field + "'s presence", was.getProto3Optional(), is.getProto3Optional());
                        reportDifference(field + "'s oneof", oneof(old, was), oneof(current, is));
                    });
            messages(name + ", ", old.getNestedTypeList(), current.getNestedTypeList());
            enums(name + ", ", old.getEnumTypeList(), current.getEnumTypeList());
        });
    }

    private static String oneof(DescriptorProto message, FieldDescriptorProto field) {
        return field.hasOneofIndex()
                ? message.getOneofDecl(field.getOneofIndex()).getName()
                : "none";
    }

    private void enums(String in, List<EnumDescriptorProto> published, List<EnumDescriptorProto> now) {
        compareEach(
                in + "enum ",
                published,
                now,
                EnumDescriptorProto::getName,
                (name, old, current) -> compareEach(
                        name + ", value ",
                        old.getValueList(),
                        current.getValueList(),
                        EnumValueDescriptorProto::getNumber,
                        (value, was, is) -> reportDifference(value, was.getName(), is.getName())));
    }

    private void methods(String service, ServiceDescriptorProto published, ServiceDescriptorProto now) {
        compareEach(
                service + ", method ",
                published.getMethodList(),
                now.getMethodList(),
                MethodDescriptorProto::getName,
                (method, was, is) -> {
                    reportDifference(method + "'s request", was.getInputType(), is.getInputType());
                    reportDifference(method + "'s response", was.getOutputType(), is.getOutputType());
                    reportDifference(method + "'s streams", streams(was), streams(is));
                });
    }

    private static String streams(MethodDescriptorProto method) {
        return method.getClientStreaming() + "/" + method.getServerStreaming();
    }
}

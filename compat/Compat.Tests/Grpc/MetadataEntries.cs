using Grpc.Core;

namespace Compat.Tests.Grpc;

public sealed class MetadataEntries
{
    [Fact]
    public void Keys_are_lower_case_and_found_in_any_case()
    {
        var metadata = new Metadata { { "X-Caller", "first" }, { "x-caller", "last" } };

        Assert.All(metadata, entry => Assert.Equal("x-caller", entry.Key));
        Assert.Equal("last", metadata.GetValue("X-CALLER"));
        Assert.Equal(2, metadata.GetAll("x-caller").Count());
        Assert.Null(metadata.Get("x-other"));
    }

    [Fact]
    public void Text_and_bytes_are_not_mixed()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x-key-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("x-key", [1]));
        Assert.Throws<InvalidOperationException>(() => new Metadata.Entry("x-key-bin", [1]).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("열쇠")]
    [InlineData(":path")]
    public void Keys_that_no_header_can_have_are_refused(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "text"));

    [Fact]
    public void Bytes_are_kept_as_they_were()
    {
        byte[] bytes = [1, 2];
        var entry = new Metadata.Entry("x-key-bin", bytes);

        (bytes[0], entry.ValueBytes[1]) = (9, 9);

        Assert.Equal([1, 2], entry.ValueBytes);
    }

    [Fact]
    public void Nothing_can_be_added_to_none() =>
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("x-key", "text"));
}

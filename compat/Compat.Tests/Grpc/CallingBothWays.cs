// The same sentences hold whoever calls whom: generated client and Kestrel, generated client and grpc-js, grpc-js and
// Kestrel. grpc-js is written by others and knows only the protocol.
using System.Security.Cryptography;
using Grpc.Core;

namespace Compat.Tests.Grpc;

[Collection(Pairings.Running)]
public sealed class CallingBothWays(Pairings pairings)
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task An_answer_comes_back_whole(Pairing pairing)
    {
        var call = new Call("say") { Text = "안녕하세요", Payload = [0, 1, 255] };

        var outcome = await pairings.MakeAsync(pairing, call);

        Assert.Equal(StatusCode.OK, outcome.Code);
        Assert.Equal("안녕하세요", outcome.Text);
        Assert.Equal([0, 1, 255], outcome.Payload);
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task An_empty_message_is_a_message(Pairing pairing)
    {
        var outcome = await pairings.MakeAsync(pairing, new Call("say"));

        Assert.Equal(StatusCode.OK, outcome.Code);
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task A_failure_keeps_its_code_its_words_and_its_trailers(Pairing pairing)
    {
        const string Detail = "50% of \"주문\"\n\tare away: 🛒";

        var outcome = await pairings.MakeAsync(pairing, new Call("fail") { Code = 9, Detail = Detail });

        Assert.Equal(StatusCode.FailedPrecondition, outcome.Code);
        Assert.Equal(Detail, outcome.Detail);
        Assert.Equal(["asked for"], outcome.Trailer("x-why"));
        Assert.Equal(["AAH+/w=="], outcome.Trailer("x-why-bin"));
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task Every_code_arrives(Pairing pairing)
    {
        foreach (var code in Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK))
        {
            var outcome = await pairings.MakeAsync(pairing, new Call("fail") { Code = (int)code, Detail = $"{code}" });

            Assert.Equal((code, $"{code}"), (outcome.Code, outcome.Detail));
        }
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task Metadata_travels_there_and_back_as_headers_and_as_trailers(Pairing pairing)
    {
        var bytes = Convert.ToBase64String(Enumerable.Range(0, 256).Select(value => (byte)value).ToArray());
        string[][] sent = [["x-one", "a, b; c"], ["x-two", "1"], ["x-bytes-bin", bytes], ["x-short-bin", "AQ=="]];

        var outcome = await pairings.MakeAsync(pairing, new Call("say") { Headers = sent });

        foreach (var pair in sent)
        {
            Assert.Equal([pair[1]], outcome.Header(pair[0]));
            Assert.Equal([pair[1]], outcome.Trailer(pair[0]));
        }
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task Bytes_under_one_key_stay_several_values(Pairing pairing)
    {
        var call = new Call("say") { Headers = [["x-many-bin", "AQ=="], ["x-many-bin", "AgM="]] };

        var outcome = await pairings.MakeAsync(pairing, call);

        Assert.Equal(["AQ==", "AgM="], outcome.Header("x-many-bin"));
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task A_deadline_ends_the_call_on_both_sides(Pairing pairing)
    {
        var label = $"deadline {pairing}";
        await IsServedAsync(pairing);

        var outcome = await pairings.MakeAsync(
            pairing, new Call("wait") { Milliseconds = 60_000, Text = label, DeadlineMs = 1500 });

        Assert.Equal(StatusCode.DeadlineExceeded, outcome.Code);
        await BecomesGoneAsync(pairing, label);
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task A_caller_who_goes_away_is_noticed(Pairing pairing)
    {
        var label = $"cancelled {pairing}";
        await IsServedAsync(pairing);

        var outcome = await pairings.MakeAsync(
            pairing, new Call("wait") { Milliseconds = 60_000, Text = label, CancelAfterMs = 1500 });

        Assert.Equal(StatusCode.Cancelled, outcome.Code);
        await BecomesGoneAsync(pairing, label);
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task A_method_that_nobody_answers_is_unimplemented(Pairing pairing)
    {
        var outcome = await pairings.MakeAsync(pairing, new Call("say") { Service = "Nobody" });

        Assert.Equal(StatusCode.Unimplemented, outcome.Code);
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task Large_messages_arrive_whole(Pairing pairing)
    {
        var payload = RandomNumberGenerator.GetBytes((4 * Megabyte) - 100);

        var outcome = await pairings.MakeAsync(pairing, new Call("say") { Payload = payload });

        Assert.Equal(StatusCode.OK, outcome.Code);
        Assert.Equal(SHA256.HashData(payload), SHA256.HashData(outcome.Payload));
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task Messages_over_the_limit_are_refused(Pairing pairing)
    {
        var outcome = await pairings.MakeAsync(pairing, new Call("say") { Payload = new byte[5 * Megabyte] });

        Assert.Equal(StatusCode.ResourceExhausted, outcome.Code);
    }

    [Theory]
    [MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public async Task Five_hundred_calls_at_once_each_get_their_own_answer(Pairing pairing)
    {
        var names = Enumerable.Range(0, 500).Select(number => $"caller {number}").ToList();
        var calls = names.Select(name => new Call("say") { Text = name, Headers = [["x-who", name]] });

        var outcomes = await Task.WhenAll(calls.Select(call => pairings.MakeAsync(pairing, call)));

        Assert.Equal(names, outcomes.Select(outcome => outcome.Text));
        Assert.Equal(names, outcomes.Select(outcome => outcome.Trailer("x-who").Single()));
    }

    // Who has never been called may need longer to see the call than the caller waits, and nobody would be gone.
    private async Task IsServedAsync(Pairing pairing) =>
        Assert.Equal(StatusCode.OK, (await pairings.MakeAsync(pairing, new Call("say"))).Code);

    private async Task BecomesGoneAsync(Pairing pairing, string label)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await pairings.MakeAsync(pairing, new Call("countGone") { Text = label })).Count == 0)
        {
            await Task.Delay(20, patience.Token);
        }
    }
}

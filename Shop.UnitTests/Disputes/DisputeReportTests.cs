using System.Globalization;
using Shop.Commerce.Disputes;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;
using Shop.UnitTests.Payments;

namespace Shop.UnitTests.Disputes;

/// <summary>Reading disputes from PortOne's answer, and from webhooks in every order of arrival.</summary>
public sealed class DisputeReportTests
{
    private const string Created = "Transaction.DisputeCreated";
    private const string Resolved = "Transaction.DisputeResolved";

    private static readonly DateTimeOffset Start = new(2026, 8, 6, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Listed_dispute_is_read_with_its_fields() => Assert.Equal(
        [
            new("d-1", "UNRESOLVED", "미수령", new(2026, 8, 6, 1, 2, 3, TimeSpan.Zero), null),
            new("d-2", "RESOLVED", "중복", new(2026, 8, 6, 16, 2, 3, TimeSpan.Zero),
                new DateTimeOffset(2026, 8, 8, 0, 0, 0, TimeSpan.Zero)),
        ],
        Read("""
            [{"status":"UNRESOLVED","pgDisputeId":"d-1","reason":"미수령","createdAt":"2026-08-06T01:02:03Z"},
             {"status":"RESOLVED","pgDisputeId":"d-2","reason":"중복","createdAt":"2026-08-07T01:02:03+09:00",
              "resolvedAt":"2026-08-08T00:00:00Z"}]
            """));

    [Theory]
    [InlineData("null", 0)]
    [InlineData("7", 0)]
    [InlineData("{}", 0)]
    [InlineData("[]", 0)]
    [InlineData("[null, 7, \"x\", []]", 0)]
    [InlineData("[{}]", 1)]
    [InlineData("[{}, {}]", 1)] // Both have no id.
    [InlineData("""[{"status":"ESCALATED","pgDisputeId":"d-1"}]""", 1)]
    [InlineData("""[{"status":7,"pgDisputeId":[],"reason":{},"createdAt":"yesterday","resolvedAt":false}]""", 1)]
    [InlineData("""[{"pgDisputeId":"d-1","createdAt":"0001-01-01T00:00:00Z"}]""", 1)]
    [InlineData("""[{"pgDisputeId":"d-1","status":"UNRESOLVED"},{"pgDisputeId":"d-1","status":"RESOLVED"}]""", 1)]
    [InlineData("""[{"pgDisputeId":"\ud83d","status":"\u0000","reason":"a\u0000b"}]""", 1)]
    public void Unknown_fields_values_and_types_leave_the_payment_readable(string listed, int count)
    {
        var disputes = Read(listed);

        Assert.Equal(count, disputes.Count);
        Assert.All(disputes, dispute => Assert.DoesNotContain('\0', dispute.Id + dispute.Status + dispute.Reason));
    }

    [Fact]
    public void Dispute_without_an_id_is_known_by_its_time()
    {
        var listed = """[{"status":"UNRESOLVED","createdAt":"2026-08-06T01:02:03Z"}]""";

        Assert.Equal(Read(listed)[0].Id, Read(listed.Replace("UNRESOLVED", "RESOLVED"))[0].Id);
        Assert.NotEqual(Read(listed)[0].Id, Read(listed.Replace("02:03Z", "02:04Z"))[0].Id);
    }

    [Theory]
    [InlineData("C1", 1)]
    [InlineData("C1 R2", 0)]
    [InlineData("C1 C2", 2)]
    [InlineData("C1 R2 C3", 1)]
    [InlineData("C1 R2 C3 R4", 0)]
    [InlineData("C1 C3 R4", 0)]
    public void Order_of_arrival_and_repeats_do_not_matter(string events, int open) => Assert.All(
        from arrival in Permutations(events.Split(' ')) from repeats in new[] { false, true } select (arrival, repeats),
        one =>
        {
            var payment = NewPayment();
            foreach (var word in one.arrival)
            {
                Report(payment, word);
                Assert.Empty(one.repeats ? Report(payment, word) : []);
            }

            Assert.Equal(open, payment.Disputes.Count(dispute => dispute.IsOpen));
        });

    [Fact]
    public void Resolution_resolves_a_dispute_that_PortOne_had_listed_and_keeps_its_reason()
    {
        var payment = NewPayment();
        payment.RecordDisputes([new("pg-1", Dispute.Unresolved, "미수령", Start, null)], Start);

        var changed = Assert.Single(Report(payment, "R2"));

        Assert.Equal(("pg-1", "미수령", Start.AddMinutes(2)), (changed.Id, changed.Reason, changed.ResolvedAt));
        Assert.Same(changed, Assert.Single(payment.Disputes));
    }

    [Theory]
    [InlineData("Transaction.Paid", "{}", null)]
    [InlineData(null, "no JSON", null)]
    [InlineData(Created, "{}", "False UNKNOWN 2026-08-06T01:00:00.0000000Z")]
    [InlineData(Created, """{"timestamp":7,"data":[]}""", "False UNKNOWN 2026-08-06T01:00:00.0000000Z")]
    [InlineData(
        Created, """{"timestamp":"0001-01-01T00:00:00Z","data":{"transactionId":""}}""",
        "False UNKNOWN 2026-08-06T01:00:00.0000000Z")]
    [InlineData(
        Resolved, """{"timestamp":"2026-08-07T01:02:03.123456789+09:00","data":{"transactionId":"t\u0000"}}""",
        "True t? 2026-08-06T16:02:03.1234560Z")]
    public void Webhook_is_read_leniently(string? type, string body, string? expected)
    {
        var report = DisputeReport.Read(type, body, receivedAt: Start);

        Assert.Equal(expected, report is null ? null : string.Create(
            CultureInfo.InvariantCulture, $"{report.IsResolved} {report.TransactionId} {report.At.UtcDateTime:O}"));
    }

    private static IReadOnlyList<Dispute> Read(string disputes)
    {
        var seen = PortOneResponse.Read($"\"disputes\": {disputes}");
        Assert.Equal(ProviderStatus.Captured, seen.Status);
        return seen.Disputes ?? [];
    }

    /// <summary>Handles one webhook: C or R, and the minute of its event.</summary>
    private static IReadOnlyList<PaymentDispute> Report(Payment payment, string word)
    {
        var at = Start.AddMinutes(word[1] - '0');
        var report = DisputeReport.Read(
            word[0] == 'C' ? Created : Resolved,
            $$$"""{"timestamp":"{{{at:O}}}","data":{"transactionId":"t"}}""", receivedAt: Start)!;
        return payment.RecordDisputes(report.ChangesTo(payment.Disputes), Start);
    }

    private static Payment NewPayment() => Order.Place(
        Guid.NewGuid(), Guid.NewGuid(), cartVersion: null, [], shipping: [1], Start).Payment;

    private static IEnumerable<string[]> Permutations(string[] words) => words.Length == 0
        ? [[]]
        : words.SelectMany((word, i) =>
            Permutations([.. words[..i], .. words[(i + 1)..]]).Select(rest => (string[])[word, .. rest]));
}

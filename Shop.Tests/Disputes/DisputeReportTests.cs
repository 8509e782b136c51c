using System.Globalization;
using Shop.Commerce.Disputes;
using Shop.Commerce.Orders;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;

namespace Shop.Tests.Disputes;

/// <summary>Disputes that only webhooks report, in every order in which the webhooks can arrive.</summary>
public sealed class DisputeReportTests
{
    private const string Created = "Transaction.DisputeCreated";
    private const string Resolved = "Transaction.DisputeResolved";

    private static readonly DateTimeOffset Start = new(2026, 8, 6, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("C1", 1)]
    [InlineData("C1 R2", 0)]
    [InlineData("C1 C2", 2)]
    [InlineData("C1 R2 C3", 1)]
    [InlineData("C1 R2 C3 R4", 0)]
    [InlineData("C1 C3 R4", 0)]
    public void Order_of_arrival_and_repeats_do_not_matter(string events, int open)
    {
        foreach (var arrival in Permutations(events.Split(' ')))
        {
            foreach (var repeats in new[] { false, true })
            {
                var payment = NewPayment();
                foreach (var word in arrival)
                {
                    Report(payment, word);
                    var repeated = repeats ? Report(payment, word) : [];
                    Assert.Empty(repeated);
                }

                Assert.Equal(open, payment.Disputes.Count(dispute => dispute.IsOpen));
            }
        }
    }

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

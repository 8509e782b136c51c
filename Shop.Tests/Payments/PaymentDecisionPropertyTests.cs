// Tests properties of the payment decision that hold for every response of PortOne. PaymentDecisionTests tests single
// cases; here FsCheck combines them.
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;

namespace Shop.Tests.Payments;

[Properties(Arbitrary = [typeof(Answers)], MaxTest = 2_000)]
public sealed class PaymentDecisionPropertyTests
{
    private const long TotalWon = 20_000;
    private const string Store = "store";
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>A capture that a pending payment has not recorded yet.</summary>
    public sealed record CapturedAnswer(PaymentSnapshot Seen);

    [Property]
    public bool Order_is_paid_only_by_its_exact_price_in_won(
        CapturedAnswer answer, bool requiresLiveChannel)
    {
        var capture = answer.Seen.Capture!;
        var isExact = capture is { Currency: "KRW", TotalMinor: TotalWon, TaxFreeMinor: 0, StoreId: Store }
            && (capture.IsLive || !requiresLiveChannel)
            && answer.Seen.Cancellations.Count == 0 && answer.Seen.Unfinished.All(one => one.HasFailed);

        var decision = Decide(PaymentStatus.Pending, answer.Seen, requiresLiveChannel);
        return (decision.Verdict == Verdict.AcceptCapture) == isExact;
    }

    [Property]
    public bool Capture_is_accepted_or_refunded_with_a_reason(
        CapturedAnswer answer, bool isClosed, bool requiresLiveChannel)
    {
        var payment = isClosed ? PaymentStatus.Closed : PaymentStatus.Pending;

        return Decide(payment, answer.Seen, requiresLiveChannel) switch
        {
            { Verdict: Verdict.Wait, Reason: null } => answer.Seen.IsBeingCancelled,
            { Verdict: Verdict.AcceptCapture, Reason: null } => !isClosed,
            { Verdict: Verdict.RefundCapture, Reason: not null } => true,
            _ => false,
        };
    }

    [Property]
    public bool Unavailable_PortOne_decides_nothing(PaymentStatus payment, bool requiresLiveChannel) =>
        Decide(payment, PaymentSnapshot.Unavailable("timeout"), requiresLiveChannel)
            == new Decision(Verdict.None);

    private static Decision Decide(PaymentStatus payment, PaymentSnapshot seen, bool requiresLiveChannel) =>
        PaymentDecision.Decide(payment, recorded: null, TotalWon, seen, new(Store, requiresLiveChannel));

    /// <summary>Generates responses in which most fields are correct and few are wrong.</summary>
    public static class Answers
    {
        public static Arbitrary<CapturedAnswer> Captured() => Arb.From(
            from total in Mostly(TotalWon, 0, 1, TotalWon - 1, TotalWon + 1)
            from currency in Mostly("KRW", "USD", "krw", "")
            from taxFree in Mostly(0L, 1, TotalWon)
            from store in Mostly(Store, "another store", "")
            from isLive in Mostly(true, false)
            from cancelled in Mostly(0, 1, 2)
            from unfinished in Mostly(0, 1, 2)
            from hasFailed in ArbMap.Default.GeneratorFor<bool>()
            select new CapturedAnswer(new(ProviderStatus.Captured)
            {
                Capture = new("transaction", total, taxFree, currency, store, isLive, Now),
                Cancellations = [.. Enumerable.Range(0, cancelled).Select(number =>
                    new Cancellation($"cancellation-{number}", 1, 0, "CONSOLE", Now, Now))],
                Unfinished = [.. Enumerable.Range(0, unfinished).Select(number =>
                    new UnfinishedCancellation($"unfinished-{number}", null, hasFailed))],
            }));

        private static Gen<T> Mostly<T>(T right, params T[] wrong) =>
            Gen.Frequency((7, Gen.Constant(right)), (1, Gen.Elements(wrong)));
    }
}

// Everything that moved money at PortOne must be explained by our ledger, and the other way round. This finds what no
// shopper, no webhook and no sweep has told, because PortOne lists it by the time at which it happened: a payment that
// was opened long ago and is captured now is found as well. It believes the list no more than any other report: a
// payment of ours that differs ends in CompletePayment, and what differs even then is unexplained until it does not.
namespace Shop.Commerce.Payments;

/// <summary>Reads what is new at PortOne, has it completed, and writes down what stays unexplained.</summary>
public sealed class ComparePayments(
    ComparisonRounds rounds, ComparisonBooks books, ReadPortOneEvents read, ReportDifferences report,
    ExaminePayment examine, ILogger<ComparePayments> logger)
{
    /// <summary>One round, if it is this replica's.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (await rounds.ClaimAsync(FoundBy.Events, unlessReadSince: null, ct) is not { } round)
        {
            return;
        }

        var hasReadAll = await read.RunAsync(round, await books.ReadFromAsync(round, ct), ct);
        if (hasReadAll)
        {
            await report.RunAsync(await books.DifferingAsync(round, ct), ct);
            await examine.RunAsync(await books.FoundByNightAsync(ct), ct);
        }

        var (before, after) = await books.RecordAsync(round, hasReadAll ? round.BeganAt : round.ReadAt, ct);
        if (!after.SaysTheSameAs(before))
        {
            logger.Log(
                after.Payments == 0 ? LogLevel.Information : LogLevel.Warning,
                "Compared with PortOne: {Won} won unexplained, {Payments} payments in any currency; before it were "
                + "{WonBefore} won, {PaymentsBefore} payments",
                after.Won, after.Payments, before.Won, before.Payments);
        }

        await rounds.EndAsync(round, hasReadAll, ct);
    }
}

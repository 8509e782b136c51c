namespace Shop.Contracts;

/// <summary>What the shop's day looks like. Days are those of Asia/Seoul.</summary>
/// <param name="Days">The last 30 days, oldest first; the last one is today.</param>
/// <param name="ToShip">Paid orders that have not shipped.</param>
/// <param name="WaitingForPayment">Orders whose payment has not been captured yet.</param>
/// <param name="OpenRefunds">Payments whose refund has not succeeded yet.</param>
/// <param name="StuckRefunds">Those that wait for a bank account or for more than two days.</param>
/// <param name="DiscrepancyWon">
/// The sum of the differences in won between PortOne and the ledger, of discrepancies for which both have an amount.
/// </param>
/// <param name="OpenDiscrepancies">Discrepancies of every kind and currency.</param>
/// <param name="OpenDisputes">Open disputes of payments that are not fully refunded.</param>
/// <param name="LowStock">Products with <see cref="Limits.LowStock"/> pieces or fewer.</param>
public sealed record TodayReply(
    IReadOnlyList<SalesDay> Days, long ToShip, long WaitingForPayment, long OpenRefunds, long StuckRefunds,
    long DiscrepancyWon, long OpenDiscrepancies, long OpenDisputes, long LowStock);

/// <summary>The orders that were paid on a day, and their captured sum before refunds.</summary>
public sealed record SalesDay(DateOnly Day, long Orders, long SalesWon);

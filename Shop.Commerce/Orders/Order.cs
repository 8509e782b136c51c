// An order and its one payment move together: each move of the order is told to the payment, which repeats the status
// in its own row, where the schema allows only the pairs that make sense.
using Shop.Commerce.Payments;
using Shop.Commerce.PortOne;

namespace Shop.Commerce.Orders;

/// <summary>What a shopper ordered. Its row is the one lock for the order, its lines and its payment.</summary>
public sealed class Order
{
    private static readonly TimeSpan PayWithin = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan PayWithinAtMost = TimeSpan.FromMinutes(45);

    private readonly List<OrderLine> _lines = [];

    private Order()
    {
    }

    public Guid Id { get; private set; }

    public Guid ShopperId { get; private set; }

    public OrderStatus Status { get; private set; }

    public long TotalWon { get; private set; }

    /// <summary>The cart that became this order; null for an order of given lines.</summary>
    public Guid? CartVersion { get; private set; }

    /// <summary>Where the goods go, encrypted; null once it is erased.</summary>
    public byte[]? Shipping { get; private set; }

    /// <summary>Why the shopper cancelled, encrypted; null where they did not, or once it is erased.</summary>
    public byte[]? CancelReason { get; private set; }

    public DateTimeOffset AccountAskedAt { get; private set; }

    public DateTimeOffset PlacedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? ReadyAt { get; private set; }

    public DateTimeOffset? ShippedAt { get; private set; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public IReadOnlyList<OrderLine> Lines => _lines;

    public Payment Payment { get; private set; } = null!;

    public static Order Place(
        Guid id, Guid shopperId, Guid? cartVersion, IReadOnlyList<OrderLine> lines, byte[] shipping,
        DateTimeOffset accountAskedAt, DateTimeOffset now)
    {
        var order = new Order
        {
            Id = id,
            ShopperId = shopperId,
            Status = OrderStatus.Pending,
            TotalWon = lines.Sum(line => line.LineTotalWon),
            CartVersion = cartVersion,
            Shipping = shipping,
            AccountAskedAt = accountAskedAt,
            PlacedAt = now,
            ExpiresAt = now + PayWithin,
        };
        foreach (var line in lines)
        {
            order._lines.Add(line);
            line.Join(order, order._lines.Count);
        }

        order.Payment = Payment.For(order);
        return order;
    }

    /// <summary>It is paid for and may be sent.</summary>
    public void MarkReady(DateTimeOffset now)
    {
        MoveTo(OrderStatus.Ready, OrderStatus.Pending);
        ReadyAt = now;
    }

    /// <summary>It ends before it was sent; the schema puts its pieces back on the shelf.</summary>
    public void Cancel(DateTimeOffset now)
    {
        MoveTo(OrderStatus.Cancelled, OrderStatus.Pending, OrderStatus.Ready);
        EndedAt = now;
    }

    /// <summary>The shopper does not want it any more.</summary>
    public void CancelFor(byte[] sealedReason, DateTimeOffset now)
    {
        Cancel(now);
        CancelReason = sealedReason;
    }

    /// <summary>The time to pay is over.</summary>
    public void Expire(DateTimeOffset now)
    {
        MoveTo(OrderStatus.Expired, OrderStatus.Pending);
        EndedAt = now;
    }

    /// <summary>The goods left the shop.</summary>
    public void MarkShipped(DateTimeOffset now)
    {
        MoveTo(OrderStatus.Shipped, OrderStatus.Ready);
        ShippedAt = now;
    }

    /// <summary>The goods arrived.</summary>
    public void MarkDelivered(DateTimeOffset now)
    {
        MoveTo(OrderStatus.Delivered, OrderStatus.Shipped);
        DeliveredAt = now;
    }

    /// <summary>The money came, but it cannot buy the order: what waited for it ends.</summary>
    public void EndUnpaid(DateTimeOffset now)
    {
        if (Status == OrderStatus.Pending)
        {
            Cancel(now);
        }
    }

    /// <summary>Whoever has the last won back gets nothing for it, unless the goods are on their way already.</summary>
    public void EndWhenAllIsGivenBack(DateTimeOffset now)
    {
        if (Status == OrderStatus.Ready && Payment.Status == PaymentStatus.Refunded)
        {
            Cancel(now);
        }
    }

    /// <summary>
    /// Somebody is at the payment window: they have their time from then on, but not for ever. False when the attempt
    /// is known.
    /// </summary>
    public bool RememberAttempt(Attempt attempt)
    {
        if (!Payment.Remember(attempt))
        {
            return false;
        }

        var latest = PlacedAt + PayWithinAtMost;
        var prolonged = attempt.At + PayWithin < latest ? attempt.At + PayWithin : latest;
        ExpiresAt = prolonged > ExpiresAt ? prolonged : ExpiresAt;
        return true;
    }

    private void MoveTo(OrderStatus next, params ReadOnlySpan<OrderStatus> from)
    {
        if (!from.Contains(Status))
        {
            throw new InvalidOperationException($"Order {Id} is {Status} and cannot become {next}.");
        }

        Status = next;
        Payment.Follow(next);
    }
}

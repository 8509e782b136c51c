// An order and its one payment change together: each transition of the order is passed to the payment, which copies the
// order's status into its own row. There the schema allows only valid pairs of the two statuses.

namespace Shop.Commerce.Orders;

/// <summary>An order of a shopper. Its row is the one lock for the order, its lines and its payment.</summary>
public sealed class Order
{
    private static readonly TimeSpan PayWithin = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan PayWithinAtMost = TimeSpan.FromMinutes(45);

    private readonly List<OrderLine> _lines = [];

    private Order() { }

    public Guid Id { get; private set; }
    public Guid ShopperId { get; private set; }
    public OrderStatus Status { get; private set; }
    public long TotalWon { get; private set; }

    /// <summary>The version of the cart that became this order; null for an order of given lines.</summary>
    public Guid? CartVersion { get; private set; }

    /// <summary>The shipping address, encrypted; null after it is erased.</summary>
    public byte[]? Shipping { get; private set; }

    /// <summary>
    /// The shopper's reason for cancelling, encrypted; null if the shopper did not cancel or after it is erased.
    /// </summary>
    public byte[]? CancelReason { get; private set; }

    public DateTimeOffset PlacedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? ReadyAt { get; private set; }
    public DateTimeOffset? ShippedAt { get; private set; }
    public DateTimeOffset? DeliveredAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>True if the order has expired or was cancelled: it holds no stock any more.</summary>
    public bool HasEnded => Status is OrderStatus.Expired or OrderStatus.Cancelled;

    public IReadOnlyList<OrderLine> Lines => _lines;
    public Payment Payment { get; private set; } = null!;

    public static Order Place(
        Guid id, Guid shopperId, Guid? cartVersion, IReadOnlyList<OrderLine> lines, byte[] shipping,
        DateTimeOffset now)
    {
        var order = new Order
        {
            Id = id,
            ShopperId = shopperId,
            Status = OrderStatus.Pending,
            TotalWon = lines.Sum(line => line.LineTotalWon),
            CartVersion = cartVersion,
            Shipping = shipping,
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

    /// <summary>The order is paid and may ship.</summary>
    public void MarkReady(DateTimeOffset now)
    {
        MoveTo(OrderStatus.Ready, OrderStatus.Pending);
        ReadyAt = now;
    }

    /// <summary>Cancels an order that has not shipped.</summary>
    public void Cancel(DateTimeOffset now)
    {
        MoveTo(OrderStatus.Cancelled, OrderStatus.Pending, OrderStatus.Ready);
        EndedAt = now;
    }

    /// <summary>Cancels the order with the shopper's encrypted reason.</summary>
    public void CancelFor(byte[] encryptedReason, DateTimeOffset now)
    {
        Cancel(now);
        CancelReason = encryptedReason;
    }

    /// <summary>Ends a pending order whose time to pay is over.</summary>
    public void Expire(DateTimeOffset now)
    {
        MoveTo(OrderStatus.Expired, OrderStatus.Pending);
        EndedAt = now;
    }

    /// <summary>The order has shipped.</summary>
    public void MarkShipped(DateTimeOffset now)
    {
        MoveTo(OrderStatus.Shipped, OrderStatus.Ready);
        ShippedAt = now;
    }

    /// <summary>The order was delivered.</summary>
    public void MarkDelivered(DateTimeOffset now)
    {
        MoveTo(OrderStatus.Delivered, OrderStatus.Shipped);
        DeliveredAt = now;
    }

    /// <summary>Cancels a pending order whose capture was not accepted.</summary>
    public void CancelUnpaid(DateTimeOffset now)
    {
        if (Status == OrderStatus.Pending)
        {
            Cancel(now);
        }
    }

    /// <summary>Cancels a fully refunded order that has not shipped.</summary>
    public void CancelIfFullyRefunded(DateTimeOffset now)
    {
        if (Status == OrderStatus.Ready && Payment.Status == PaymentStatus.Refunded)
        {
            Cancel(now);
        }
    }

    /// <summary>
    /// Records a payment attempt and extends the time to pay to 15 minutes after it, but at most 45 minutes after the
    /// order was placed. Returns false if the attempt is already known.
    /// </summary>
    public bool RecordAttempt(Attempt attempt)
    {
        if (!Payment.RecordAttempt(attempt))
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
        Payment.SetOrderStatus(next);
    }
}

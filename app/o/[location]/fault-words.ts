export const faultWords = {
  title: "Something went wrong on our side",
  text: "Please try again, or order with the staff. If you have just ordered, look at your order before you order again: nothing is ordered or charged twice.",
};
